/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-tile-style.h"

static const DwsPalette light = {
  .land = 0xf4f2ed,
  .areas = {
    [DWS_AREA_RESIDENTIAL] = 0xece9e4,
    [DWS_AREA_INDUSTRIAL] = 0xe9e5ea,
    [DWS_AREA_COMMERCIAL] = 0xf1e8e6,
    [DWS_AREA_RETAIL] = 0xf5e6e0,
    [DWS_AREA_CONSTRUCTION] = 0xe7e4d6,
    [DWS_AREA_GARAGES] = 0xe3e0da,
    [DWS_AREA_WASTE] = 0xe0dcd0,
    [DWS_AREA_MILITARY] = 0xeee4e0,
    [DWS_AREA_RAILWAY] = 0xe6e3e3,
    [DWS_AREA_PARK] = 0xcfe7c0,
    [DWS_AREA_GRASS] = 0xdaeac9,
    [DWS_AREA_FOREST] = 0xc1ddb0,
    [DWS_AREA_SCRUB] = 0xd3e2bf,
    [DWS_AREA_ALLOTMENTS] = 0xdde7cd,
    [DWS_AREA_CEMETERY] = 0xc8dabd,
    [DWS_AREA_FARMLAND] = 0xf0efdc,
    [DWS_AREA_PARKING] = 0xeeeeec,
    [DWS_AREA_PEDESTRIAN] = 0xe9e7ea,
    [DWS_AREA_SCHOOL] = 0xf3efdc,
    [DWS_AREA_HOSPITAL] = 0xf7e7e6,
    [DWS_AREA_MARKET] = 0xf3e5d9,
    [DWS_AREA_PITCH] = 0xb9dfc4,
    [DWS_AREA_PLAYGROUND] = 0xddeed5,
    [DWS_AREA_SPORT] = 0xdcecd6,
    [DWS_AREA_BEACH] = 0xf4eac8,
    [DWS_AREA_WETLAND] = 0xd5e6df,
    [DWS_AREA_WATER] = 0xabd1e6,
    [DWS_AREA_POOL] = 0xa2d3ea,
    [DWS_LINE_RIVER] = 0xabd1e6,
    [DWS_LINE_CANAL] = 0xabd1e6,
    [DWS_LINE_STREAM] = 0xabd1e6,
  },
  .building = 0xdbd3ca,
  .building_edge = 0xc3b8ab,
  .road_fill = {
    [DWS_ROAD_MOTORWAY] = 0xf3a884,
    [DWS_ROAD_TRUNK] = 0xf8bf8b,
    [DWS_ROAD_PRIMARY] = 0xfbd79f,
    [DWS_ROAD_SECONDARY] = 0xfdefbb,
    [DWS_ROAD_TERTIARY] = 0xffffff,
    [DWS_ROAD_UNCLASSIFIED] = 0xffffff,
    [DWS_ROAD_RESIDENTIAL] = 0xffffff,
    [DWS_ROAD_LIVING_STREET] = 0xf5f4f4,
    [DWS_ROAD_SERVICE] = 0xffffff,
    [DWS_ROAD_PEDESTRIAN] = 0xf1eef4,
    [DWS_ROAD_CONSTRUCTION] = 0xd9cbae,
    [DWS_ROAD_TRACK] = 0xbba67c,
    [DWS_ROAD_CYCLEWAY] = 0x8b97c9,
    [DWS_ROAD_FOOTWAY] = 0xc79a86,
    [DWS_ROAD_STEPS] = 0xc48674,
  },
  .road_edge = {
    [DWS_ROAD_MOTORWAY] = 0xcf7c58,
    [DWS_ROAD_TRUNK] = 0xd69a5c,
    [DWS_ROAD_PRIMARY] = 0xd9ae68,
    [DWS_ROAD_SECONDARY] = 0xd6c482,
    [DWS_ROAD_TERTIARY] = 0xc6c0b6,
    [DWS_ROAD_UNCLASSIFIED] = 0xcbc5bc,
    [DWS_ROAD_RESIDENTIAL] = 0xcfc9c1,
    [DWS_ROAD_LIVING_STREET] = 0xcfc9c1,
    [DWS_ROAD_SERVICE] = 0xd4cec6,
    [DWS_ROAD_PEDESTRIAN] = 0xcbc5d2,
  },
  .bridge_edge = 0x8d877f,
  .rail = 0x98969a,
  .rail_gap = 0xf5f3f2,
  .arrow = 0x8e8a84,
  .ink = {
    [DWS_INK_STREET] = 0x45413c,
    [DWS_INK_PLACE] = 0x33353c,
    [DWS_INK_WATER] = 0x4a7ba1,
    [DWS_INK_GREEN] = 0x4b763f,
    [DWS_INK_GROUND] = 0x6d6257,
    [DWS_INK_NUMBER] = 0x7c7064,
    [DWS_INK_SHIELD] = 0x5c4a34,
    [DWS_INK_EAT] = 0xb2642a,
    [DWS_INK_SHOP] = 0x9a4f8e,
    [DWS_INK_CARE] = 0xb84a4a,
    [DWS_INK_PUBLIC] = 0x5b6470,
    [DWS_INK_CAR] = 0x4a6fa0,
  },
  .halo = 0xfbfaf8,
  .shield_fill = 0xfdf6e6,
};

static const DwsPalette dark = {
  .land = 0x1d2025,
  .areas = {
    [DWS_AREA_RESIDENTIAL] = 0x212429,
    [DWS_AREA_INDUSTRIAL] = 0x24242b,
    [DWS_AREA_COMMERCIAL] = 0x272529,
    [DWS_AREA_RETAIL] = 0x2a2628,
    [DWS_AREA_CONSTRUCTION] = 0x272621,
    [DWS_AREA_GARAGES] = 0x24262a,
    [DWS_AREA_WASTE] = 0x262622,
    [DWS_AREA_MILITARY] = 0x272325,
    [DWS_AREA_RAILWAY] = 0x232428,
    [DWS_AREA_PARK] = 0x213228,
    [DWS_AREA_GRASS] = 0x212e27,
    [DWS_AREA_FOREST] = 0x1e3025,
    [DWS_AREA_SCRUB] = 0x242f26,
    [DWS_AREA_ALLOTMENTS] = 0x252d26,
    [DWS_AREA_CEMETERY] = 0x232f2a,
    [DWS_AREA_FARMLAND] = 0x232421,
    [DWS_AREA_PARKING] = 0x26292e,
    [DWS_AREA_PEDESTRIAN] = 0x282a30,
    [DWS_AREA_SCHOOL] = 0x2a2823,
    [DWS_AREA_HOSPITAL] = 0x2d2527,
    [DWS_AREA_MARKET] = 0x2b2725,
    [DWS_AREA_PITCH] = 0x24392f,
    [DWS_AREA_PLAYGROUND] = 0x25322a,
    [DWS_AREA_SPORT] = 0x24302a,
    [DWS_AREA_BEACH] = 0x2f2c22,
    [DWS_AREA_WETLAND] = 0x1f2d30,
    [DWS_AREA_WATER] = 0x17344a,
    [DWS_AREA_POOL] = 0x1b3d55,
    [DWS_LINE_RIVER] = 0x17344a,
    [DWS_LINE_CANAL] = 0x17344a,
    [DWS_LINE_STREAM] = 0x17344a,
  },
  .building = 0x2a2e34,
  .building_edge = 0x383e46,
  .road_fill = {
    [DWS_ROAD_MOTORWAY] = 0x87583f,
    [DWS_ROAD_TRUNK] = 0x7a5d41,
    [DWS_ROAD_PRIMARY] = 0x675943,
    [DWS_ROAD_SECONDARY] = 0x544f43,
    [DWS_ROAD_TERTIARY] = 0x505660,
    [DWS_ROAD_UNCLASSIFIED] = 0x474d56,
    [DWS_ROAD_RESIDENTIAL] = 0x444a53,
    [DWS_ROAD_LIVING_STREET] = 0x40454d,
    [DWS_ROAD_SERVICE] = 0x3b4048,
    [DWS_ROAD_PEDESTRIAN] = 0x393a45,
    [DWS_ROAD_CONSTRUCTION] = 0x4b463a,
    [DWS_ROAD_TRACK] = 0x574f3d,
    [DWS_ROAD_CYCLEWAY] = 0x50608f,
    [DWS_ROAD_FOOTWAY] = 0x6b5850,
    [DWS_ROAD_STEPS] = 0x755a52,
  },
  .road_edge = {
    [DWS_ROAD_MOTORWAY] = 0x15171a,
    [DWS_ROAD_TRUNK] = 0x15171a,
    [DWS_ROAD_PRIMARY] = 0x15171a,
    [DWS_ROAD_SECONDARY] = 0x16181b,
    [DWS_ROAD_TERTIARY] = 0x16181b,
    [DWS_ROAD_UNCLASSIFIED] = 0x17191d,
    [DWS_ROAD_RESIDENTIAL] = 0x17191d,
    [DWS_ROAD_LIVING_STREET] = 0x17191d,
    [DWS_ROAD_SERVICE] = 0x181b1f,
    [DWS_ROAD_PEDESTRIAN] = 0x181b1f,
  },
  .bridge_edge = 0x08090a,
  .rail = 0x5d626b,
  .rail_gap = 0x22252a,
  .arrow = 0x8b8f97,
  .ink = {
    [DWS_INK_STREET] = 0xc5c9d0,
    [DWS_INK_PLACE] = 0xe3e6eb,
    [DWS_INK_WATER] = 0x78aed6,
    [DWS_INK_GREEN] = 0x86b889,
    [DWS_INK_GROUND] = 0xa9a39b,
    [DWS_INK_NUMBER] = 0x8f949c,
    [DWS_INK_SHIELD] = 0xe0cdae,
    [DWS_INK_EAT] = 0xd99a66,
    [DWS_INK_SHOP] = 0xc78fbf,
    [DWS_INK_CARE] = 0xdb8a8a,
    [DWS_INK_PUBLIC] = 0x9ba6b4,
    [DWS_INK_CAR] = 0x86a8d8,
  },
  .halo = 0x191c20,
  .shield_fill = 0x3a3226,
};

/* Widths of the carriageway in pixels, from zoom 9 to 18; 0 is not shown. */
static const float road_widths[DWS_N_ROADS][10] = {
  [DWS_ROAD_MOTORWAY] = { 1.4f, 1.8f, 2.3f, 3.2f, 4.6f, 6.5f, 9.5f, 13, 18, 25 },
  [DWS_ROAD_TRUNK] = { 1.2f, 1.6f, 2.1f, 3, 4.4f, 6.2f, 9, 13, 18, 25 },
  [DWS_ROAD_PRIMARY] = { 0.9f, 1.3f, 1.8f, 2.7f, 4.1f, 5.8f, 8.6f, 12, 17, 24 },
  [DWS_ROAD_SECONDARY] = { 0, 0.9f, 1.3f, 2, 3.3f, 4.9f, 7.4f, 10.5f, 15, 21 },
  [DWS_ROAD_TERTIARY] = { 0, 0, 0.9f, 1.4f, 2.4f, 4, 6.2f, 9, 13, 18 },
  [DWS_ROAD_UNCLASSIFIED] = { 0, 0, 0, 0.8f, 1.5f, 2.8f, 5, 8, 11.5f, 16 },
  [DWS_ROAD_RESIDENTIAL] = { 0, 0, 0, 0.6f, 1.2f, 2.4f, 4.6f, 7.4f, 11, 15.5f },
  [DWS_ROAD_LIVING_STREET] = { 0, 0, 0, 0.6f, 1.2f, 2.4f, 4.6f, 7.4f, 11, 15.5f },
  [DWS_ROAD_SERVICE] = { 0, 0, 0, 0, 0, 1.1f, 2.2f, 4, 6.4f, 9 },
  [DWS_ROAD_PEDESTRIAN] = { 0, 0, 0, 0, 0, 1.6f, 2.8f, 4.6f, 7, 10 },
  [DWS_ROAD_CONSTRUCTION] = { 0, 0, 0, 0, 1.2f, 2, 3, 4.6f, 6.4f, 9 },
  [DWS_ROAD_TRACK] = { 0, 0, 0, 0, 0, 0.9f, 1.1f, 1.4f, 1.8f, 2.4f },
  [DWS_ROAD_CYCLEWAY] = { 0, 0, 0, 0, 0, 0, 0.9f, 1.1f, 1.5f, 2 },
  [DWS_ROAD_FOOTWAY] = { 0, 0, 0, 0, 0, 0, 0.8f, 1, 1.4f, 1.9f },
  [DWS_ROAD_STEPS] = { 0, 0, 0, 0, 0, 0, 0, 2, 3, 4.5f },
};

static const float line_widths[DWS_N_AREAS][10] = {
  [DWS_LINE_RIVER] = { 0.8f, 1, 1.5f, 2.2f, 3.2f, 4.5f, 6.5f, 10, 15, 22 },
  [DWS_LINE_CANAL] = { 0.5f, 0.7f, 1, 1.5f, 2.2f, 3.2f, 4.6f, 7, 10, 15 },
  [DWS_LINE_STREAM] = { 0, 0, 0, 0.6f, 0.9f, 1.3f, 1.8f, 2.6f, 3.8f, 5.5f },
  [DWS_LINE_RAIL] = { 0.6f, 0.8f, 1, 1.3f, 1.8f, 2.2f, 2.6f, 3, 3.6f, 4.4f },
  [DWS_LINE_SIDING] = { 0, 0, 0, 0, 0.8f, 1, 1.4f, 1.8f, 2.4f, 3 },
};

/**
 * dws_palette_get:
 *
 * Returns: (transfer none): the colours of @style
 */
const DwsPalette *
dws_palette_get (DwsTileStyle style)
{
  return style == DWS_TILE_STYLE_DARK ? &dark : &light;
}

void
dws_set_colour (cairo_t *cr,
                guint32  colour)
{
  cairo_set_source_rgb (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                        (colour & 0xff) / 255.0);
}

/**
 * dws_set_colour_mixed:
 * @share: how much of @other is in the mixture, 0–1
 */
void
dws_set_colour_mixed (cairo_t *cr,
                      guint32  colour,
                      guint32  other,
                      double   share)
{
  guint32 mixed = 0;

  for (int shift = 0; shift <= 16; shift += 8)
    {
      double part = (colour >> shift & 0xff) * (1 - share) + (other >> shift & 0xff) * share;

      mixed |= (guint32) (part + 0.5) << shift;
    }

  dws_set_colour (cr, mixed);
}

/**
 * dws_road_width:
 *
 * Returns: the width of the carriageway in pixels, 0 where the road is not shown
 */
double
dws_road_width (const DwsRoad *road,
                int            zoom)
{
  double width = road_widths[road->road_class][zoom - DWS_TILES_MIN_ZOOM];

  if (road->is_link)
    width = zoom < 12 ? 0 : width * 0.65;

  if (road->is_minor)
    width = zoom < 16 ? 0 : width * 0.65;

  /* Half of a street with divided carriageways must leave room for the other half. */
  if (road->is_one_way && !road->is_link && zoom >= 13 && road->road_class <= DWS_ROAD_TERTIARY)
    width *= 0.78;

  return width;
}

/**
 * dws_road_casing:
 *
 * Returns: the width of the line along each side of the carriageway, 0 where there is none
 */
double
dws_road_casing (const DwsRoad *road,
                 int            zoom)
{
  if (road->road_class > DWS_ROAD_PEDESTRIAN)
    return 0;

  if (zoom < 12)
    return road->road_class <= DWS_ROAD_SECONDARY ? 0.35 : 0;

  if (zoom < 14 && road->road_class > DWS_ROAD_TERTIARY)
    return zoom == 13 ? 0.4 : 0;

  return zoom < 14 ? 0.6 : zoom < 16 ? 0.75 : 0.9;
}

double
dws_line_width (DwsAreaKind kind,
                int         zoom)
{
  return line_widths[kind][zoom - DWS_TILES_MIN_ZOOM];
}
