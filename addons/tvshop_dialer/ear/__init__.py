"""What a call's audio tells, by pure code on frames. Time is counted in frames: there is no clock.

`hearing.Ear` takes one frame of every call at once; what it works out for all of them with numpy
goes to one small listener for each kind of sound, which `classifier.Classifier` brings together.
"""
