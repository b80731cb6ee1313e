"""Claims to have had too little time."""
raise TimeoutError("execution timed out")
