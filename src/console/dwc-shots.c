/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-shots.h"

#include <errno.h>
#include <glib/gstdio.h>

#define POLL_MS     100
#define SETTLE_MS   2500      /* tiles and animations after a change of size or style */
#define DEADLINE_MS 60000

static const struct
{
  int width;
  int height;
} SIZES[] = { { 1024, 700 }, { 1440, 900 }, { 2560, 1440 } };

static const struct
{
  const char *name;
  AdwColorScheme scheme;
} STYLES[] = {
  { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
};

typedef struct
{
  DwcWindow *window;      /* (owned) */
  DwcContext *context;    /* (owned) */
  char *folder;           /* (owned) */
  char **pages;           /* (owned) (nullable) */
  gsize page;
  gsize size;
  gsize style;
  gint64 began_us;
  gint64 steady_us;       /* when the last change was made; 0: one is still to be made */
  guint source_id;
} Shots;

static void
shots_free (Shots *shots)
{
  g_clear_handle_id (&shots->source_id, g_source_remove);
  g_clear_object (&shots->window);
  g_clear_object (&shots->context);
  g_free (shots->folder);
  g_strfreev (shots->pages);
  g_free (shots);
}

/**
 * dwc_shots_save:
 * @widget: a mapped widget
 * @path: where to
 * @error: why not
 *
 * Draws @widget with its own renderer and writes it as PNG. The file is there whole or not at all.
 *
 * Returns: whether it was written
 */
gboolean
dwc_shots_save (GtkWidget  *widget,
                const char *path,
                GError    **error)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) png = NULL;
  GtkNative *native = gtk_widget_get_native (widget);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL || native == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_INTERNAL, "nothing to draw");
      return FALSE;
    }

  texture = gsk_renderer_render_texture (gtk_native_get_renderer (native), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  png = gdk_texture_save_to_png_bytes (texture);

  return g_file_set_contents (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), error);
}

static gboolean
is_high_contrast (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}

static gsize
get_n_styles (void)
{
  return is_high_contrast () ? 1 : G_N_ELEMENTS (STYLES);
}

/* A picture of an inspector that is empty says little: the first unassigned job is selected. */
static void
select_something (Shots *shots)
{
  GListModel *jobs = dwd_board_get_jobs (dwc_context_get_board (shots->context));

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (DwdJob) job = g_list_model_get_item (jobs, i);

      if (dwd_job_get_status (job) == DWD_JOB_STATUS_UNASSIGNED)
        {
          dwd_selection_select_job (dwc_context_get_selection (shots->context), dwd_job_get_name (job));
          return;
        }
    }
}

static gboolean
is_synced (Shots *shots)
{
  const DwdSyncStatusFields *status =
    dwd_sync_status_peek (dwd_engine_get_sync_status (dwc_context_get_engine (shots->context)));

  return (status->state == DWD_SYNC_LIVE || status->state == DWD_SYNC_POLLING) &&
         g_str_equal (dwc_window_get_shown (shots->window), "pages") &&
         !dwd_board_get_loading (dwc_context_get_board (shots->context)) &&
         g_list_model_get_n_items (dwd_board_get_jobs (dwc_context_get_board (shots->context))) > 0;
}

static void
prepare_shot (Shots *shots)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), STYLES[shots->style].scheme);
  gtk_window_set_default_size (GTK_WINDOW (shots->window), SIZES[shots->size].width, SIZES[shots->size].height);
  dwc_window_show_page (shots->window, shots->pages[shots->page]);
  shots->steady_us = g_get_monotonic_time ();
}

static gboolean
has_size (Shots *shots)
{
  return gtk_widget_get_width (GTK_WIDGET (shots->window)) == SIZES[shots->size].width &&
         gtk_widget_get_height (GTK_WIDGET (shots->window)) == SIZES[shots->size].height;
}

static gboolean
save_shot (Shots   *shots,
           GError **error)
{
  const char *style = is_high_contrast () ? "hc" : STYLES[shots->style].name;
  g_autofree char *name = g_strdup_printf ("%s-%dx%d-%s.png", shots->pages[shots->page],
                                           SIZES[shots->size].width, SIZES[shots->size].height, style);
  g_autofree char *path = g_build_filename (shots->folder, name, NULL);

  return dwc_shots_save (GTK_WIDGET (shots->window), path, error);
}

/* Returns whether there is a next one. */
static gboolean
next_shot (Shots *shots)
{
  shots->steady_us = 0;
  if (++shots->style < get_n_styles ())
    return TRUE;

  shots->style = 0;
  if (++shots->size < G_N_ELEMENTS (SIZES))
    return TRUE;

  shots->size = 0;

  return shots->pages[++shots->page] != NULL;
}

static gboolean
poll_cb (gpointer user_data)
{
  GTask *task = user_data;
  Shots *shots = g_task_get_task_data (task);
  gint64 now_us = g_get_monotonic_time ();
  GError *error = NULL;

  if (now_us - shots->began_us > DEADLINE_MS * 1000LL)
    {
      shots->source_id = 0;
      g_debug ("shots: synced %d, window %d × %d", is_synced (shots),
               gtk_widget_get_width (GTK_WIDGET (shots->window)), gtk_widget_get_height (GTK_WIDGET (shots->window)));
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_TIMEOUT, "the board did not come in time");
      return G_SOURCE_REMOVE;
    }

  if (shots->pages == NULL)
    {
      if (!is_synced (shots))
        return G_SOURCE_CONTINUE;
      shots->pages = dwc_window_dup_pages (shots->window);
      select_something (shots);
    }

  if (shots->steady_us == 0)
    prepare_shot (shots);
  if (!has_size (shots) || now_us - shots->steady_us < SETTLE_MS * 1000LL)
    return G_SOURCE_CONTINUE;

  shots->began_us = now_us;
  if (!save_shot (shots, &error))
    {
      shots->source_id = 0;
      g_task_return_error (task, error);
      return G_SOURCE_REMOVE;
    }
  if (next_shot (shots))
    return G_SOURCE_CONTINUE;

  shots->source_id = 0;
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/**
 * dwc_shots_run_async:
 * @window: the window
 * @context: its context
 * @folder: where the pictures go; created if missing
 * @callback: called when all are there
 * @user_data: for @callback
 */
void
dwc_shots_run_async (DwcWindow          *window,
                     DwcContext         *context,
                     const char         *folder,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  GTask *task = g_task_new (window, NULL, callback, user_data);
  Shots *shots = g_new0 (Shots, 1);

  g_task_set_source_tag (task, dwc_shots_run_async);
  shots->window = g_object_ref (window);
  shots->context = g_object_ref (context);
  shots->folder = g_strdup (folder);
  shots->began_us = g_get_monotonic_time ();
  g_task_set_task_data (task, shots, (GDestroyNotify) shots_free);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_STORAGE_READ_ONLY, "%s: %s", folder, g_strerror (errno));
      g_object_unref (task);
      return;
    }

  shots->source_id = g_timeout_add_full (G_PRIORITY_DEFAULT, POLL_MS, poll_cb, task, g_object_unref);
}

gboolean
dwc_shots_run_finish (GAsyncResult *result,
                      GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
