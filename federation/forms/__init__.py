"""What people are asked about servers."""
