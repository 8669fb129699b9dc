"""Training and sampling. Heavy libraries are imported by the engines alone, each in a process of its own."""
