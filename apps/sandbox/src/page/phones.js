xjs;
