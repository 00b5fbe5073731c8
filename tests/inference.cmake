# Tests of core/inference, a line each: house_test(<file> core)
house_test(local_segmenter core opencv_imgproc)
