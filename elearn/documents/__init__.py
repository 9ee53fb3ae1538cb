"""What leaves as a file: certificates, portraits, mail."""
