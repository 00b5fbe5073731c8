#include "tests/support/made_profiles.h"

#include <array>
#include <cmath>

namespace profiles {
namespace {

cmsInt32Number plainInks(const cmsUInt16Number in[], cmsUInt16Number out[], void *toLab)
{
    std::array<cmsUInt16Number, 3> rgb {};
    for (std::size_t c = 0; c < 3; ++c)
        rgb[c] = static_cast<cmsUInt16Number>(
            (0xFFFFU - in[c]) * std::uint64_t {0xFFFFU - in[3]} / 0xFFFF * 15 / 16 + 2000);
    cmsDoTransform(toLab, rgb.data(), out, 1);
    return TRUE;
}

cmsInt32Number swappedColours(const cmsUInt16Number in[], cmsUInt16Number out[], void *toLab)
{
    const std::array<cmsUInt16Number, 3> rgb {in[1], in[0], in[2]};
    cmsDoTransform(toLab, rgb.data(), out, 1);
    return TRUE;
}

/// Version 4 wants curves on both sides.
cmsPipeline *tablesWith(cmsStage *table, cmsUInt32Number inputs, double gamma)
{
    cmsToneCurve *curve = cmsBuildGamma(nullptr, gamma);
    const std::array<cmsToneCurve *, 4> curves {curve, curve, curve, curve};
    auto *tables = cmsPipelineAlloc(nullptr, inputs, 3);
    cmsPipelineInsertStage(
        tables, cmsAT_END, cmsStageAllocToneCurves(nullptr, inputs, curves.data()));
    cmsPipelineInsertStage(tables, cmsAT_END, table);
    cmsPipelineInsertStage(tables, cmsAT_END, cmsStageAllocToneCurves(nullptr, 3, nullptr));
    cmsFreeToneCurve(curve);
    return tables;
}

} // namespace

const cmsCIExyYTRIPLE srgbLights {{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
const cmsCIExyYTRIPLE adobeLights {{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
const cmsCIExyYTRIPLE proPhotoLights {{0.7347, 0.2653, 1}, {0.1596, 0.8404, 1}, {0.0366, 0.0001, 1}};

Bytes saved(cmsHPROFILE profile)
{
    cmsUInt32Number count = 0;
    cmsSaveProfileToMem(profile, nullptr, &count);
    Bytes bytes(count);
    cmsSaveProfileToMem(profile, bytes.data(), &count);
    cmsCloseProfile(profile);
    return bytes;
}

Bytes ofMatrix(cmsToneCurve *curve, const cmsCIExyYTRIPLE &lights, double version)
{
    const cmsCIExyY d65 {0.3127, 0.3290, 1};
    const std::array<cmsToneCurve *, 3> curves {curve, curve, curve};
    const auto profile = cmsCreateRGBProfile(&d65, &lights, curves.data());
    cmsSetProfileVersion(profile, version);
    Bytes bytes = saved(profile);
    cmsFreeToneCurve(curve);
    return bytes;
}

cmsToneCurve *srgbFormula()
{
    const std::array<cmsFloat64Number, 5> numbers {
        2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    return cmsBuildParametricToneCurve(nullptr, 4, numbers.data());
}

cmsToneCurve *srgbTable()
{
    std::array<cmsUInt16Number, 1024> table {};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double v = static_cast<double>(i) / (table.size() - 1);
        const double linear = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        table[i] = static_cast<cmsUInt16Number>(std::lround(linear * 65535));
    }
    return cmsBuildTabulatedToneCurve16(nullptr, table.size(), table.data());
}

Bytes ofTables(cmsColorSpaceSignature space, double version, double gamma)
{
    const bool isInks = space == cmsSigCmykData;
    const cmsUInt32Number inputs = isInks ? 4 : 3;
    const auto srgb = cmsCreate_sRGBProfile();
    const auto lab = version < 4 ? cmsCreateLab2Profile(nullptr) : cmsCreateLab4Profile(nullptr);
    const auto toLab = cmsCreateTransform(srgb, TYPE_RGB_16, lab,
        version < 4 ? TYPE_LabV2_16 : TYPE_Lab_16, INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE);
    const auto profile = cmsCreateProfilePlaceholder(nullptr);
    cmsSetProfileVersion(profile, version);
    cmsSetDeviceClass(profile, isInks ? cmsSigOutputClass : cmsSigInputClass);
    cmsSetColorSpace(profile, space);
    cmsSetPCS(profile, cmsSigLabData);
    cmsWriteTag(profile, cmsSigMediaWhitePointTag, cmsD50_XYZ());
    auto *table = cmsStageAllocCLut16bit(nullptr, isInks ? 9 : 17, inputs, 3, nullptr);
    cmsStageSampleCLut16bit(table, isInks ? plainInks : swappedColours, toLab, 0);
    auto *tables = tablesWith(table, inputs, gamma);
    cmsWriteTag(profile, cmsSigAToB0Tag, tables);
    cmsWriteTag(profile, cmsSigAToB1Tag, tables);
    Bytes bytes = saved(profile);
    cmsPipelineFree(tables);
    cmsDeleteTransform(toLab);
    for (const auto each : {lab, srgb})
        cmsCloseProfile(each);
    return bytes;
}

Bytes ofGrey(double gamma)
{
    cmsToneCurve *curve = cmsBuildGamma(nullptr, gamma);
    Bytes bytes = saved(cmsCreateGrayProfile(cmsD50_xyY(), curve));
    cmsFreeToneCurve(curve);
    return bytes;
}

} // namespace profiles
