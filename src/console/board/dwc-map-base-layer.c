/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-base-layer.h"

#include <math.h>

/*
 * libshumate's own layer places a widget per tile at fractional positions, which cairo shows as
 * hairlines between them. This one draws the tiles itself: every edge is rounded to a device pixel,
 * and as neighbours share the rounded edge, nothing can show between them. A tile that is not there
 * yet is stood in for by a part of a coarser one.
 */
struct _DwcMapBaseLayer
{
  ShumateLayer parent_instance;

  DwcMapTiles *tiles;     /* (owned) */
  gboolean dark;
};

G_DEFINE_FINAL_TYPE (DwcMapBaseLayer, dwc_map_base_layer, SHUMATE_TYPE_LAYER)

#define MAX_TILE_ZOOM 19
#define MAX_STAND_IN_LEVELS 6

/* Plain land of a street map after the tint. */
static const GdkRGBA land_light = { 0.941f, 0.937f, 0.929f, 1.f };
static const GdkRGBA land_dark = { 0.114f, 0.118f, 0.122f, 1.f };

/* The tiles of one zoom level on one view. */
typedef struct
{
  DwcMapProjection projection;
  int zoom;
  int n;                     /* tiles along the world's edge */
  double edge;               /* pixels of one tile */
  double scale;              /* device pixels a pixel */
  DwcMapRendering rendering;
} Grid;

/* Inclusive; columns may lie beyond the 180th meridian. */
typedef struct
{
  gint64 left;
  gint64 right;
  gint64 top;
  gint64 bottom;
} TileRange;

static double
snap (const Grid *grid,
      double      position)
{
  return floor (position * grid->scale + 0.5) / grid->scale;
}

static double
column_edge (const Grid *grid,
             gint64      column)
{
  double left = grid->projection.width / 2 - grid->projection.centre_x * grid->projection.world;

  return snap (grid, left + column * grid->edge);
}

static double
row_edge (const Grid *grid,
          gint64      row)
{
  double top = grid->projection.height / 2 - grid->projection.centre_y * grid->projection.world;

  return snap (grid, top + row * grid->edge);
}

static void
init_grid (DwcMapBaseLayer *self,
           Grid            *grid)
{
  double zoom = shumate_viewport_get_zoom_level (shumate_layer_get_viewport (SHUMATE_LAYER (self)));

  dwc_map_layer_project (SHUMATE_LAYER (self), &grid->projection);
  grid->zoom = CLAMP ((int) floor (zoom + 0.5), 0, MAX_TILE_ZOOM);
  grid->n = 1 << grid->zoom;
  grid->edge = grid->projection.world / grid->n;
  grid->scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  grid->rendering = dwc_map_picture_get_rendering (GTK_WIDGET (self));
}

static DwcMapTileId
tile_at (const Grid *grid,
         gint64      column,
         gint64      row)
{
  return (DwcMapTileId) { grid->zoom, (int) (((column % grid->n) + grid->n) % grid->n), (int) row };
}

static void
append_tile (const Grid    *grid,
             GtkSnapshot   *snapshot,
             DwcMapPicture *picture,
             gint64         column,
             gint64         row,
             gint64         span)
{
  double left = column_edge (grid, column);
  double top = row_edge (grid, row);
  graphene_rect_t bounds;

  graphene_rect_init (&bounds, (float) left, (float) top,
                      (float) (column_edge (grid, column + span) - left),
                      (float) (row_edge (grid, row + span) - top));
  dwc_map_picture_append (picture, snapshot, grid->rendering, &bounds);
}

static void
append_stand_in (DwcMapBaseLayer *self,
                 const Grid      *grid,
                 GtkSnapshot     *snapshot,
                 gint64           column,
                 gint64           row)
{
  DwcMapTileId tile = tile_at (grid, column, row);
  gboolean lacking = dwc_map_tiles_lacks (self->tiles, &tile);

  for (int levels = 1; levels <= MAX_STAND_IN_LEVELS && levels <= grid->zoom; levels++)
    {
      DwcMapTileId coarse = { tile.zoom - levels, tile.x >> levels, tile.y >> levels };
      gint64 span = (gint64) 1 << levels;
      DwcMapPicture *picture;
      double left = column_edge (grid, column);
      double top = row_edge (grid, row);

      /* Where the source ends, above its deepest zoom or offline, the coarser tile is the map. */
      picture = lacking ? dwc_map_tiles_want (self->tiles, &coarse)
                        : dwc_map_tiles_peek (self->tiles, &coarse);
      if (picture == NULL)
        {
          lacking = lacking && dwc_map_tiles_lacks (self->tiles, &coarse);
          continue;
        }

      gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float) left, (float) top,
                                                             (float) (column_edge (grid, column + 1) - left),
                                                             (float) (row_edge (grid, row + 1) - top)));
      append_tile (grid, snapshot, picture, column - (tile.x - coarse.x * span),
                   row - (tile.y - coarse.y * span), span);
      gtk_snapshot_pop (snapshot);
      return;
    }
}

/* The rows and columns of tiles that the view touches. */
static void
find_visible (const Grid *grid,
              TileRange  *range)
{
  const DwcMapProjection *projection = &grid->projection;
  double x = projection->centre_x * projection->world;
  double y = projection->centre_y * projection->world;

  range->left = (gint64) floor ((x - projection->width / 2) / grid->edge);
  range->right = (gint64) floor ((x + projection->width / 2) / grid->edge);
  range->top = MAX ((gint64) floor ((y - projection->height / 2) / grid->edge), 0);
  range->bottom = MIN ((gint64) floor ((y + projection->height / 2) / grid->edge), grid->n - 1);
}

/* Asks for every visible tile. Returns whether all of them are there and nothing else shows. */
static gboolean
want_visible (DwcMapBaseLayer *self,
              const Grid      *grid,
              const TileRange *range)
{
  gboolean complete = row_edge (grid, range->top) <= 0 &&
                      row_edge (grid, range->bottom + 1) >= grid->projection.height;

  for (gint64 row = range->top; row <= range->bottom; row++)
    for (gint64 column = range->left; column <= range->right; column++)
      {
        DwcMapTileId id = tile_at (grid, column, row);

        complete &= dwc_map_tiles_want (self->tiles, &id) != NULL;
      }

  return complete;
}

static void
append_visible (DwcMapBaseLayer *self,
                const Grid      *grid,
                const TileRange *range,
                GtkSnapshot     *snapshot)
{
  for (gint64 row = range->top; row <= range->bottom; row++)
    for (gint64 column = range->left; column <= range->right; column++)
      {
        DwcMapTileId id = tile_at (grid, column, row);
        DwcMapPicture *picture = dwc_map_tiles_peek (self->tiles, &id);

        if (picture != NULL)
          append_tile (grid, snapshot, picture, column, row, 1);
        else
          append_stand_in (self, grid, snapshot, column, row);
      }
}

static void
append_land (DwcMapBaseLayer *self,
             GtkSnapshot     *snapshot)
{
  gtk_snapshot_append_color (snapshot, self->dark ? &land_dark : &land_light,
                             &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                                  gtk_widget_get_height (GTK_WIDGET (self))));
}

static void
dwc_map_base_layer_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  DwcMapBaseLayer *self = DWC_MAP_BASE_LAYER (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  TileRange range;
  Grid grid;

  if (width <= 0 || height <= 0 || !dwc_map_tiles_has_source (self->tiles))
    {
      append_land (self, snapshot);
      return;
    }

  init_grid (self, &grid);
  find_visible (&grid, &range);
  dwc_map_tiles_begin (self->tiles);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (!want_visible (self, &grid, &range))
    append_land (self, snapshot);
  append_visible (self, &grid, &range, snapshot);
  gtk_snapshot_pop (snapshot);
  dwc_map_tiles_end (self->tiles);
}

static void
scale_factor_cb (DwcMapBaseLayer *self)
{
  dwc_map_tiles_set_look (self->tiles, self->dark, gtk_widget_get_scale_factor (GTK_WIDGET (self)));
}

static void
dwc_map_base_layer_dispose (GObject *object)
{
  DwcMapBaseLayer *self = DWC_MAP_BASE_LAYER (object);

  g_clear_object (&self->tiles);

  G_OBJECT_CLASS (dwc_map_base_layer_parent_class)->dispose (object);
}

static void
dwc_map_base_layer_class_init (DwcMapBaseLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_map_base_layer_dispose;
  widget_class->snapshot = dwc_map_base_layer_snapshot;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
dwc_map_base_layer_init (DwcMapBaseLayer *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * dwc_map_base_layer_new:
 * @viewport: where the map looks
 * @tiles: its tiles
 *
 * Returns: (transfer floating): the layer
 */
DwcMapBaseLayer *
dwc_map_base_layer_new (ShumateViewport *viewport,
                        DwcMapTiles     *tiles)
{
  DwcMapBaseLayer *self = g_object_new (DWC_TYPE_MAP_BASE_LAYER, "viewport", viewport, NULL);

  self->tiles = g_object_ref (tiles);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tiles, "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_factor_cb), NULL);

  return self;
}

/**
 * dwc_map_base_layer_set_dark:
 * @self: the layer
 * @dark: whether the map is dark
 */
void
dwc_map_base_layer_set_dark (DwcMapBaseLayer *self,
                             gboolean         dark)
{
  self->dark = dark;
  scale_factor_cb (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* libshumate's map source is abstract, and a viewport without one does not move. */
#define DWC_TYPE_MAP_REFERENCE (dwc_map_reference_get_type ())
G_DECLARE_FINAL_TYPE (DwcMapReference, dwc_map_reference, DWC, MAP_REFERENCE, ShumateMapSource)

struct _DwcMapReference
{
  ShumateMapSource parent_instance;
};

G_DEFINE_FINAL_TYPE (DwcMapReference, dwc_map_reference, SHUMATE_TYPE_MAP_SOURCE)

static void
dwc_map_reference_class_init (DwcMapReferenceClass *klass)
{
}

static void
dwc_map_reference_init (DwcMapReference *self)
{
}

/**
 * dwc_map_reference_new:
 * @min_zoom: the least zoom level
 * @max_zoom: the greatest
 *
 * Returns: (transfer full): the measure of a map
 */
ShumateMapSource *
dwc_map_reference_new (guint min_zoom,
                       guint max_zoom)
{
  return g_object_new (DWC_TYPE_MAP_REFERENCE, "id", "dwc-reference", "min-zoom-level", min_zoom,
                       "max-zoom-level", max_zoom, "tile-size", DWC_MAP_TILE_SIZE, "projection",
                       SHUMATE_MAP_PROJECTION_MERCATOR, NULL);
}

/**
 * dwc_map_layer_project:
 * @layer: any layer of a map
 * @projection: (out): how its viewport shows the world on the layer's area now
 */
void
dwc_map_layer_project (ShumateLayer     *layer,
                       DwcMapProjection *projection)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (layer);
  DwdPoint centre = {
    .latitude = shumate_location_get_latitude (SHUMATE_LOCATION (viewport)),
    .longitude = shumate_location_get_longitude (SHUMATE_LOCATION (viewport)),
  };

  dwc_map_projection_init (projection, &centre, shumate_viewport_get_zoom_level (viewport),
                           gtk_widget_get_width (GTK_WIDGET (layer)),
                           gtk_widget_get_height (GTK_WIDGET (layer)));
}
