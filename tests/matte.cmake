# Tests of core/matte, a line each: house_test(<file> core)
house_test(refine core opencv_imgproc)
house_test(foreground core opencv_imgproc)
house_test(haze core opencv_imgproc)
