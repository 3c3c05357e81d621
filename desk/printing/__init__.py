"""What is made for paper: the view for the assembly, the form, its number."""
