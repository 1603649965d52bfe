"""Text in, proposed claims, calls and statements out; pure, no storage."""
