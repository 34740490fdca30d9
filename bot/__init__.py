"""The engine of On Record: finds statements by tracked people and decides who hears of them. Knows no chat platform."""
