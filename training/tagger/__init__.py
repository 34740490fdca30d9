"""Training of the quotation tagger: gold files and articles in, weights of bot.watcher.find.tagger out."""
