"""A carrier that never was: it takes parcels and answers with files as real ones do. Pure."""
