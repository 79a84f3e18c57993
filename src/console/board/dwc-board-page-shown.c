/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-board-page-private.h"

#include "dwc-grid-view-private.h"
#include "dwc-map-symbol-layer-private.h"
#include "dwc-map-view-private.h"
#include "dwc-time-grid.h"

/* The map has looked at the day, and there are symbols where it looks. */
static gboolean
map_shows_jobs (DwcBoardPage *self)
{
  DwcMapView *map = DWC_MAP_VIEW (self->map);
  guint n_items = 0;

  if (map->symbols == NULL || !map->fitted || map->fit_tick_id != 0)
    return FALSE;

  dwc_map_layout_get_items (map->symbols->layout, &n_items);

  return n_items > 0;
}

static gboolean
grid_shows_bars (DwcBoardPage *self)
{
  DwcGridView *view = dwc_time_grid_get_view (DWC_TIME_GRID (self->grid));

  for (guint i = 0; i < view->row_widgets->len; i++)
    {
      if (dwc_grid_row_get_bars (view->row_widgets->pdata[i])->len > 0)
        return TRUE;
    }

  return FALSE;
}

/* A row of the tray is empty until its page has come from the cache. */
static gboolean
tray_shows_jobs (DwcBoardPage *self)
{
  GListModel *model = dwc_tray_get_model (DWC_TRAY (self->tray));
  g_autoptr (GObject) first = model != NULL ? g_list_model_get_item (model, 0) : NULL;

  if (!gtk_widget_get_mapped (self->tray))
    return TRUE;

  return first != NULL && (!DWD_IS_PAGED_ITEM (first) || dwd_paged_item_get_object (DWD_PAGED_ITEM (first)) != NULL);
}

/**
 * dwc_board_page_shows_jobs:
 * @self: the page
 *
 * For measurements, which ask after each frame whether it was the one that a person waits for.
 *
 * Returns: whether the day has come, and map, grid and tray all show jobs of it
 */
gboolean
dwc_board_page_shows_jobs (DwcBoardPage *self)
{
  DwcContext *context;

  g_return_val_if_fail (DWC_IS_BOARD_PAGE (self), FALSE);

  context = dwc_page_get_context (DWC_PAGE (self));

  return context != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
         !dwd_board_get_loading (dwc_context_get_board (context)) &&
         map_shows_jobs (self) && grid_shows_bars (self) && tray_shows_jobs (self);
}
