"""The engine in the bridge's process; `sight` and `plan` are pure."""
