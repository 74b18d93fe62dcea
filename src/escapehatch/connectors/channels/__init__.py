"""Ways to reach customers outside the widget. One file each."""
