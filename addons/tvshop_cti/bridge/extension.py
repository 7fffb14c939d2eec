"""What other add-ons add to the line to a PBX, without the line knowing them."""

# Made with the `Line` as only argument. Each has `every`, in seconds, and `async tick()`, which
# is called so often while the PBX is heard and its record has been read up to now; and
# `async close()` at the line's end.
EXTENSIONS = []
