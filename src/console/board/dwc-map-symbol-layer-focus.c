/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-symbol-layer.h"

#include "dwc-map-symbol-layer-private.h"

/*
 * What is drawn has no accessible object of its own at GTK 4.8, so the visible symbols get invisible
 * children that carry role, name, state and focus. They are matched with the layout when the view
 * has come to rest, never in a frame: while the map moves nobody can read them, and two hundred
 * names cost more than a frame has. A child keeps its record from match to match, so that the focus
 * stays on the technician it was on.
 */

#define MAX_PROXIES 200
#define SETTLE_MS 250

DwcMapProxy *
dwc_map_symbol_layer_get_focused_proxy (DwcMapSymbolLayer *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  if (child == NULL || !gtk_widget_is_focus (child) || !DWC_IS_MAP_PROXY (child))
    return NULL;
  if (dwc_map_proxy_get_key (DWC_MAP_PROXY (child)) == NULL)
    return NULL;

  return DWC_MAP_PROXY (child);
}

static char *
dup_key (DwcMapSymbolLayer *self,
         const DwcMapHit   *hit)
{
  gboolean several = hit->n > 1;
  guint n;

  if (hit->kind == DWC_MAP_ITEM_JOB || hit->kind == DWC_MAP_ITEM_JOBS)
    {
      const DwcMapJob *jobs = dwc_map_scene_get_jobs (self->scene, &n);

      return g_strdup_printf ("%s:%s", several ? "jobs" : "job", dwd_job_get_name (jobs[hit->members[0]].job));
    }
  else
    {
      const DwcMapPerson *people = dwc_map_scene_get_people (self->scene, &n);

      return g_strdup_printf ("%s:%s", several ? "people" : "person",
                              dwd_technician_get_name (people[hit->members[0]].technician));
    }
}

static gboolean
is_selected (DwcMapSymbolLayer *self,
             const DwcMapHit   *hit)
{
  guint n, position;

  switch (hit->kind)
    {
    case DWC_MAP_ITEM_JOB:
      return dwc_map_scene_find_job (self->scene, dwd_selection_get_job (self->selection), &position) &&
             position == hit->members[0];

    case DWC_MAP_ITEM_PERSON:
      return g_strcmp0 (dwd_technician_get_name (dwc_map_scene_get_people (self->scene, &n)[hit->members[0]].technician),
                        dwd_selection_get_technician (self->selection)) == 0;

    case DWC_MAP_ITEM_JOBS:
    case DWC_MAP_ITEM_PEOPLE:
    default:
      return FALSE;
    }
}

/* The proxy that stands for @key already, else a spare one, else a new one. */
static DwcMapProxy *
take_proxy (DwcMapSymbolLayer *self,
            GHashTable        *by_key,
            GPtrArray         *spare,
            const char        *key)
{
  DwcMapProxy *proxy = g_hash_table_lookup (by_key, key);
  GtkWidget *made;

  if (proxy != NULL)
    {
      g_hash_table_remove (by_key, key);
      return proxy;
    }
  if (spare->len > 0)
    return g_ptr_array_steal_index_fast (spare, spare->len - 1);

  made = dwc_map_proxy_new ();
  gtk_widget_set_parent (made, GTK_WIDGET (self));

  return DWC_MAP_PROXY (made);
}

static void
fill_proxy (DwcMapSymbolLayer *self,
            DwcMapProxy       *proxy,
            const char        *key,
            guint              item,
            const DwcMapHit   *hit)
{
  g_autofree char *label = dwc_map_symbol_layer_describe (self, hit);

  dwc_map_proxy_set_key (proxy, key);
  dwc_map_proxy_set_item (proxy, item);
  dwc_map_proxy_set_place (proxy, hit->x, hit->y);
  dwc_map_proxy_set_label (proxy, label);
  dwc_map_proxy_set_selected (proxy, is_selected (self, hit));
}

static gboolean
is_in_view (DwcMapSymbolLayer *self,
            const DwcMapHit   *hit)
{
  return hit->x >= 0 && hit->y >= 0 && hit->x <= gtk_widget_get_width (GTK_WIDGET (self)) &&
         hit->y <= gtk_widget_get_height (GTK_WIDGET (self));
}

/* Proxies whose record is still in view by their key, all others spare. */
static void
sort_proxies (DwcMapSymbolLayer *self,
              GHashTable        *wanted,
              GHashTable        *by_key,
              GPtrArray         *spare)
{
  for (guint i = 0; i < self->proxies->len; i++)
    {
      DwcMapProxy *proxy = g_ptr_array_index (self->proxies, i);
      const char *key = dwc_map_proxy_get_key (proxy);

      if (key != NULL && g_hash_table_contains (wanted, key))
        g_hash_table_insert (by_key, g_strdup (key), proxy);
      else
        g_ptr_array_add (spare, proxy);
    }
}

static void
release_spare (DwcMapSymbolLayer *self,
               GPtrArray         *spare,
               gboolean           focus_inside)
{
  for (guint i = 0; i < spare->len; i++)
    {
      DwcMapProxy *proxy = g_ptr_array_index (spare, i);

      /* What the focus was on has left the view: the map itself keeps it. */
      if (focus_inside && gtk_widget_is_focus (GTK_WIDGET (proxy)))
        gtk_widget_grab_focus (GTK_WIDGET (self));
      dwc_map_proxy_set_key (proxy, NULL);
      gtk_widget_set_child_visible (GTK_WIDGET (proxy), FALSE);
      g_ptr_array_add (self->proxies, proxy);
    }
}

void
dwc_map_symbol_layer_sync_proxies (DwcMapSymbolLayer *self)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) spare = g_ptr_array_new ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean focus_inside = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
  DwcMapProjection projection;
  guint n_items;

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (gtk_widget_get_width (GTK_WIDGET (self)) <= 0)
    return;

  dwc_map_symbol_layer_update (self, &projection);
  dwc_map_layout_get_items (self->layout, &n_items);
  for (guint i = n_items; i-- > 0 && shown->len < MAX_PROXIES;)
    {
      DwcMapHit hit;
      char *key;

      dwc_map_symbol_layer_fill_hit (self, i, &hit);
      if (!is_in_view (self, &hit))
        continue;
      key = dup_key (self, &hit);
      g_array_append_val (shown, i);
      g_ptr_array_add (keys, key);
      g_hash_table_add (wanted, key);
    }

  sort_proxies (self, wanted, by_key, spare);
  g_ptr_array_set_size (self->proxies, 0);
  for (guint i = 0; i < shown->len; i++)
    {
      guint item = g_array_index (shown, guint, i);
      const char *key = g_ptr_array_index (keys, i);
      DwcMapProxy *proxy = take_proxy (self, by_key, spare, key);
      DwcMapHit hit;

      dwc_map_symbol_layer_fill_hit (self, item, &hit);
      fill_proxy (self, proxy, key, item, &hit);
      gtk_widget_set_child_visible (GTK_WIDGET (proxy), TRUE);
      g_ptr_array_add (self->proxies, proxy);
    }

  self->n_proxies = self->proxies->len;
  release_spare (self, spare, focus_inside);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
dwc_map_symbol_layer_allocate_proxies (DwcMapSymbolLayer *self)
{
  for (guint i = 0; i < self->n_proxies; i++)
    {
      GtkWidget *proxy = g_ptr_array_index (self->proxies, i);
      GtkAllocation box = { 0, 0, 40, 40 };
      double x, y;

      dwc_map_proxy_get_place (DWC_MAP_PROXY (proxy), &x, &y);
      box.x = (int) x - 20;
      box.y = (int) y - 20;
      /* Asked only because GTK wants to have been asked. */
      gtk_widget_measure (proxy, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (proxy, &box, -1);
    }
}

/* A new layout has its items elsewhere: the ring has to stay on the record that has the focus. */
void
dwc_map_symbol_layer_rematch_focus (DwcMapSymbolLayer *self)
{
  DwcMapProxy *focused = dwc_map_symbol_layer_get_focused_proxy (self);
  guint n_items;

  if (focused == NULL)
    return;

  dwc_map_layout_get_items (self->layout, &n_items);
  for (guint i = 0; i < n_items; i++)
    {
      g_autofree char *key = NULL;
      DwcMapHit hit;

      dwc_map_symbol_layer_fill_hit (self, i, &hit);
      key = dup_key (self, &hit);
      if (g_str_equal (key, dwc_map_proxy_get_key (focused)))
        {
          dwc_map_proxy_set_item (focused, i);
          return;
        }
    }

  dwc_map_proxy_set_item (focused, G_MAXUINT);
}

static gboolean
settle_cb (gpointer user_data)
{
  DwcMapSymbolLayer *self = DWC_MAP_SYMBOL_LAYER (user_data);

  self->settle_id = 0;
  dwc_map_symbol_layer_sync_proxies (self);

  return G_SOURCE_REMOVE;
}

/* Matches the proxies once the view has been at rest for a moment; with @restart the moment begins
 * anew. */
void
dwc_map_symbol_layer_settle_later (DwcMapSymbolLayer *self,
                                   gboolean           restart)
{
  if (restart)
    g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->settle_id == 0)
    self->settle_id = g_timeout_add_full (G_PRIORITY_LOW, SETTLE_MS, settle_cb, self, NULL);
}

void
dwc_map_symbol_layer_free_proxies (DwcMapSymbolLayer *self)
{
  GtkWidget *child;

  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->n_proxies = 0;
  g_ptr_array_set_size (self->proxies, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static gboolean
find_proxy (DwcMapSymbolLayer *self,
            DwcMapProxy       *proxy,
            guint             *position)
{
  return proxy != NULL && g_ptr_array_find (self->proxies, proxy, position) &&
         *position < self->n_proxies;
}

static gboolean
focus_proxy (DwcMapSymbolLayer *self,
             guint              position)
{
  GtkWidget *proxy = g_ptr_array_index (self->proxies, position);
  DwcMapHit hit;

  /* The name says how old a position is: worth being exact for the one that is read now. */
  dwc_map_symbol_layer_fill_hit (self, dwc_map_proxy_get_item (DWC_MAP_PROXY (proxy)), &hit);
  {
    g_autofree char *label = dwc_map_symbol_layer_describe (self, &hit);

    dwc_map_proxy_set_label (DWC_MAP_PROXY (proxy), label);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return gtk_widget_grab_focus (proxy);
}

/* Tab goes from the map to its symbols, most urgent first, and from the last one out. */
gboolean
dwc_map_symbol_layer_focus (GtkWidget       *widget,
                            GtkDirectionType direction)
{
  DwcMapSymbolLayer *self = DWC_MAP_SYMBOL_LAYER (widget);
  DwcMapProxy *focused;
  guint position;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;

  dwc_map_symbol_layer_sync_proxies (self);
  gtk_widget_queue_draw (widget);
  focused = dwc_map_symbol_layer_get_focused_proxy (self);
  if (find_proxy (self, focused, &position))
    {
      if (direction == GTK_DIR_TAB_BACKWARD)
        return position > 0 ? focus_proxy (self, position - 1) : gtk_widget_grab_focus (widget);
      return position + 1 < self->n_proxies && focus_proxy (self, position + 1);
    }
  if (!gtk_widget_is_focus (widget))
    return gtk_widget_grab_focus (widget);

  return direction == GTK_DIR_TAB_FORWARD && self->n_proxies > 0 && focus_proxy (self, 0);
}

/**
 * dwc_map_symbol_layer_walk:
 * @self: the layer
 * @step: 1 for the next symbol, -1 for the one before
 *
 * Moves the focus over the symbols in view, most urgent first, round and round.
 *
 * Returns: whether there is any
 */
gboolean
dwc_map_symbol_layer_walk (DwcMapSymbolLayer *self,
                           int                step)
{
  guint position = 0;

  g_return_val_if_fail (DWC_IS_MAP_SYMBOL_LAYER (self), FALSE);

  dwc_map_symbol_layer_sync_proxies (self);
  if (self->n_proxies == 0)
    return FALSE;

  if (find_proxy (self, dwc_map_symbol_layer_get_focused_proxy (self), &position))
    position = (position + self->n_proxies + (guint) step) % self->n_proxies;
  else
    position = step < 0 ? self->n_proxies - 1 : 0;

  return focus_proxy (self, position);
}

/**
 * dwc_map_symbol_layer_get_focused:
 * @self: the layer
 * @hit: (out): the symbol that has the focus
 *
 * Returns: whether one has
 */
gboolean
dwc_map_symbol_layer_get_focused (DwcMapSymbolLayer *self,
                                  DwcMapHit         *hit)
{
  DwcMapProxy *focused;

  g_return_val_if_fail (DWC_IS_MAP_SYMBOL_LAYER (self), FALSE);

  dwc_map_symbol_layer_sync_proxies (self);
  focused = dwc_map_symbol_layer_get_focused_proxy (self);
  if (focused == NULL)
    return FALSE;

  dwc_map_symbol_layer_fill_hit (self, dwc_map_proxy_get_item (focused), hit);
  return TRUE;
}
