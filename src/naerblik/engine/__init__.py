"""The engines that run the views: the same few functions for each."""
