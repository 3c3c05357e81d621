"""The addresses of the console, a file for each thing facilitators do."""
