"""What every request and response passes through, whatever page it is for."""
