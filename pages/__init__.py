"""What the pages of all doors are made of: figures, charts, fields, and who may see."""
