"""One file for each vendor, both directions, and no word about the business."""
