"""What would have happened? Golden pages, replay of transcripts, and later backtest, simulation and forecast."""
