"""Tell hours, days and zones as people live in them."""
