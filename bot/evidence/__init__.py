"""What proves afterwards what happened: the chained log of events, and the package for a criminal complaint."""
