"""Models in folders: OpenAI's format, Hugging Face's and GGUF."""
