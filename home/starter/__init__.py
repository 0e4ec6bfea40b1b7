"""Starter content of the platform: its pictures and its diagram."""
