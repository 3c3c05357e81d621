"""What the guide to a first year knows: its steps, and what files say."""
