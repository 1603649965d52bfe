"""Simulated people of the numbers judge: written from the task's words before the models were read, then frozen."""
