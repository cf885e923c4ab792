#include "station-error.h"

G_DEFINE_QUARK(station - error - quark, station_error)
