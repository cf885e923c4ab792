"""What the tests set up around the programs: scanners, and later servers and networks."""
