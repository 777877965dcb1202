"""Services measured from incidents and samples."""
