"""Claims to have had too little memory."""
raise MemoryError
