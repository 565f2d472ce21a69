"""What graded tests promise, in Chinese: `<stage>.py` holds CLAIMS, test -> sentence."""
