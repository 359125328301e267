"""What each sheet shows, as values: master.xlsx, the board's copy, Today and the agency's form."""
