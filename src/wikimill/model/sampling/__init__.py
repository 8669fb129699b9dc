"""Sampling from a model: ONNX Runtime computes, numpy draws; TensorFlow is not needed."""
