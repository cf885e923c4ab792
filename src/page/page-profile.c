#include "page-profile.h"

#include <lcms2.h>

#define CURVE_POINTS 1024

/* A table, because version 2 knows no parametric curves; of a size that old readers take. */
static cmsToneCurve *
srgb_curve_new(void)
{
    /* IEC 61966-2-1: ((v + 0.055) / 1.055)^2.4 from 0.04045 on, v / 12.92 below. */
    const cmsFloat64Number numbers[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    cmsToneCurve *exact = cmsBuildParametricToneCurve(NULL, 4, numbers);
    cmsUInt16Number points[CURVE_POINTS];
    cmsToneCurve *curve;

    if (exact == NULL)
        return NULL;
    for (int i = 0; i < CURVE_POINTS; i++) {
        float value = cmsEvalToneCurveFloat(exact, (float)i / (CURVE_POINTS - 1));

        points[i] = (cmsUInt16Number)(CLAMP(value, 0.0f, 1.0f) * 65535.0f + 0.5f);
    }
    curve = cmsBuildTabulatedToneCurve16(NULL, CURVE_POINTS, points);
    cmsFreeToneCurve(exact);
    return curve;
}

static cmsHPROFILE
profile_new(guint channels, cmsToneCurve *curve)
{
    const cmsCIExyY d65 = {0.3127, 0.3290, 1.0};
    const cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1.0}, {0.30, 0.60, 1.0}, {0.15, 0.06, 1.0}};
    cmsToneCurve *curves[] = {curve, curve, curve};

    if (channels == 3)
        return cmsCreateRGBProfile(&d65, &primaries, curves);
    return cmsCreateGrayProfile(cmsD50_xyY(), curve);
}

static void
describe(cmsHPROFILE profile, const char *text)
{
    cmsMLU *description = cmsMLUalloc(NULL, 1);

    if (description == NULL)
        return;
    if (cmsMLUsetASCII(description, "en", "US", text))
        cmsWriteTag(profile, cmsSigProfileDescriptionTag, description);
    cmsMLUfree(description);
}

static GBytes *
save(cmsHPROFILE profile)
{
    cmsUInt32Number size = 0;
    g_autofree guint8 *bytes = NULL;

    if (!cmsSaveProfileToMem(profile, NULL, &size))
        return NULL;
    bytes = g_malloc(size);
    if (!cmsSaveProfileToMem(profile, bytes, &size))
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

GBytes *
page_profile_new(guint channels)
{
    cmsToneCurve *curve = srgb_curve_new();
    cmsHPROFILE profile = curve != NULL ? profile_new(channels, curve) : NULL;
    GBytes *bytes = NULL;

    if (profile != NULL) {
        cmsSetProfileVersion(profile, 2.1);
        cmsSetHeaderRenderingIntent(profile, INTENT_PERCEPTUAL);
        describe(profile, channels == 3 ? "sRGB IEC61966-2.1" : "Gray with the sRGB curve");
        bytes = save(profile);
        cmsCloseProfile(profile);
    }
    if (curve != NULL)
        cmsFreeToneCurve(curve);
    if (bytes == NULL)
        g_error("LittleCMS cannot make a profile");
    return bytes;
}
