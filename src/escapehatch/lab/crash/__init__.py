"""What does a crash leave behind? A file layer that records and fails, the images a power cut may leave, and who checks them."""
