"""What computes a training step: GPT-2 in Keras 3 on TensorFlow or JAX, or gpt-2-simple's own graph."""
