# Tests of core/effects, a line each: house_test(<file> core)
house_test(effect core opencv_imgproc)
