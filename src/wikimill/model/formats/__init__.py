"""Models in folders: OpenAI's format, and Hugging Face's."""
