"""Which grade a customer has. Pure: values in, values out, the day comes as an argument."""
