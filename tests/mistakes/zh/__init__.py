"""The advice of known mistakes in Chinese: `<stage>.py` holds ADVICE, mistake id -> sentences."""
