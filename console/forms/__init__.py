"""What facilitators are asked."""
