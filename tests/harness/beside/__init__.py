"""What runs beside a submission, in a classroom in its very process: nothing here is a secret."""
