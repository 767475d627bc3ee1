// Most of the time a walk or a process waits for another: two cores have room for a third.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
