# Tests of core/pipeline, a line each: house_test(<file> core)
house_test(cut_photo core opencv_imgproc)
house_test(export_cutout core opencv_imgproc)
house_test(mask_picture core)
