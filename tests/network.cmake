# Tests of core/network, a line each: house_test(<file> network)
house_test(checkpoint network)
house_test(network network)
house_test(inspyrenet network libtorch)
