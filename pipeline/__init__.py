"""How each layer is derived: pure functions from bytes to rows and from frame to frame. No Dagster, no clock, no globals."""
