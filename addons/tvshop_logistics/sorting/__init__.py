"""Which carrier takes a parcel. Pure: values in, a decision out."""
