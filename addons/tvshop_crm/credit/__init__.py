"""How far a customer is trusted. Pure: values in, values out, the day comes as an argument."""
