"""GPT-2 in Keras 3, on TensorFlow or on JAX."""
