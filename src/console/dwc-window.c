/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-window.h"

#include "dwc-banner-area.h"
#include "dwc-page.h"
#include "dwc-prefs.h"
#include "dwc-sync-pill.h"
#include "dwc-wording.h"

#include "board/dwc-board-page.h"
#include "widgets/dwc-access.h"
#include "widgets/dwc-size-bin.h"

#include <glib/gi18n.h>

#define NARROW_BELOW 1100

struct _DwcWindow
{
  AdwApplicationWindow parent_instance;

  DwcSizeBin *bin;
  DwcSyncPill *pill;
  DwcBannerArea *banners;
  GtkMenuButton *organization;
  AdwAvatar *organization_avatar;
  GtkLabel *organization_name;
  GtkStack *stack;
  AdwStatusPage *failure;
  AdwViewStack *pages;
  GtkWidget *board;

  DwcContext *context;            /* (owned) */
};

G_DEFINE_FINAL_TYPE (DwcWindow, dwc_window, ADW_TYPE_APPLICATION_WINDOW)

static void
append_fact (GMenu      *menu,
             const char *text)
{
  /* An item without an action is a line to read. */
  if (text != NULL && *text != '\0')
    g_menu_append (menu, text, "win.no-action");
}

static GMenuModel *
new_organization_menu (DwdAccount *account)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) facts = g_menu_new ();
  g_autoptr (GMenu) actions = g_menu_new ();

  append_fact (facts, dwd_account_get_full_name (account));
  append_fact (facts, dwd_account_get_role (account));
  append_fact (facts, dwd_account_get_server (account));
  g_menu_append (actions, _("Sign In as Someone Else…"), "app.sign-in");
  g_menu_append (actions, _("Sign Out…"), "app.sign-out");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (facts));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (actions));

  return G_MENU_MODEL (menu);
}

static void
show_account (DwcWindow *self)
{
  DwdEngine *engine = dwc_context_get_engine (self->context);
  DwdAccount *account = dwd_engine_get_account (engine);
  g_autoptr (GMenuModel) menu = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->organization), account != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->pill), account != NULL);
  if (account == NULL)
    return;

  menu = new_organization_menu (account);
  adw_avatar_set_text (self->organization_avatar, dwd_account_get_organization_name (account));
  gtk_label_set_text (self->organization_name, dwd_account_get_organization_name (account));
  dwc_access_name_menu_button (GTK_WIDGET (self->organization), dwd_account_get_organization_name (account));
  gtk_menu_button_set_menu_model (self->organization, menu);
  dwc_banner_area_set_write (self->banners, dwd_account_get_can_write (account));
}

/* Building the board is the dearest part of the window: it waits for something to show. */
static void
ensure_board (DwcWindow *self)
{
  AdwViewStackPage *page;

  if (self->board != NULL)
    {
      dwc_board_page_reload (DWC_BOARD_PAGE (self->board));
      return;
    }

  self->board = dwc_board_page_new ();
  dwc_page_set_context (DWC_PAGE (self->board), self->context);
  page = adw_view_stack_add_titled (self->pages, self->board, "board", dwc_page_get_title (DWC_PAGE (self->board)));
  adw_view_stack_page_set_icon_name (page, dwc_page_get_icon_name (DWC_PAGE (self->board)));
}

static void
account_changed_cb (DwcWindow *self)
{
  DwdEngine *engine = dwc_context_get_engine (self->context);

  if (g_str_equal (dwc_window_get_shown (self), "opening") || g_str_equal (dwc_window_get_shown (self), "failed"))
    return;

  show_account (self);
  if (dwd_engine_get_account (engine) != NULL)
    {
      ensure_board (self);
      gtk_stack_set_visible_child_name (self->stack, "pages");
    }
  else
    {
      dwd_selection_clear (dwc_context_get_selection (self->context));
      gtk_stack_set_visible_child_name (self->stack, "signed-out");
    }
}

static void
resized_cb (DwcWindow *self,
            int        width,
            int        height)
{
  gboolean narrow = width < NARROW_BELOW;

  dwc_sync_pill_set_narrow (self->pill, narrow);
  gtk_label_set_max_width_chars (self->organization_name, narrow ? 12 : 28);
}

static void
show_queue (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  dwc_sync_pill_open (DWC_WINDOW (widget)->pill);
}

static void
remember_size (DwcWindow *self)
{
  GSettings *settings = dwc_context_get_settings (self->context);
  int width;
  int height;

  if (settings == NULL)
    return;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, DWC_PREF_WINDOW_WIDTH, CLAMP (width, 600, 16384));
  g_settings_set_int (settings, DWC_PREF_WINDOW_HEIGHT, CLAMP (height, 400, 16384));
  g_settings_set_boolean (settings, DWC_PREF_WINDOW_MAXIMIZED, gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
restore_size (DwcWindow *self)
{
  GSettings *settings = dwc_context_get_settings (self->context);

  if (settings == NULL)
    return;

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (settings, DWC_PREF_WINDOW_WIDTH),
                               g_settings_get_int (settings, DWC_PREF_WINDOW_HEIGHT));
  if (g_settings_get_boolean (settings, DWC_PREF_WINDOW_MAXIMIZED))
    gtk_window_maximize (GTK_WINDOW (self));
}

static gboolean
dwc_window_close_request (GtkWindow *window)
{
  remember_size (DWC_WINDOW (window));

  return GTK_WINDOW_CLASS (dwc_window_parent_class)->close_request (window);
}

static void
dwc_window_dispose (GObject *object)
{
  DwcWindow *self = DWC_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_WINDOW);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_window_parent_class)->dispose (object);
}

static void
dwc_window_class_init (DwcWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  g_type_ensure (DWC_TYPE_BANNER_AREA);
  g_type_ensure (DWC_TYPE_SIZE_BIN);
  g_type_ensure (DWC_TYPE_SYNC_PILL);
  object_class->dispose = dwc_window_dispose;
  window_class->close_request = dwc_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/dartwing/Dispatch/ui/dwc-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, bin);
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, pill);
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, banners);
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, organization);
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, organization_avatar);
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, organization_name);
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, DwcWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, resized_cb);
  gtk_widget_class_install_action (widget_class, "win.show-queue", NULL, show_queue);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_q, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.show-queue", NULL);
}

static void
dwc_window_init (DwcWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));
}

/**
 * dwc_window_new:
 * @application: the application
 * @context: a context with an engine, open or not
 *
 * Returns: (transfer floating): a window that says it is opening
 */
GtkWidget *
dwc_window_new (GtkApplication *application,
                DwcContext     *context)
{
  DwcWindow *self = g_object_new (DWC_TYPE_WINDOW, "application", application, NULL);
  DwdEngine *engine = dwc_context_get_engine (context);
  DwdSyncStatus *status = dwd_engine_get_sync_status (engine);

  g_set_object (&self->context, context);
  restore_size (self);
  dwc_sync_pill_set (self->pill, context, dwd_engine_get_queue (engine), status);
  dwc_banner_area_set (self->banners, context, status);
  show_account (self);
  g_signal_connect_object (engine, "account-changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

void
dwc_window_set_opened (DwcWindow *self)
{
  g_return_if_fail (DWC_IS_WINDOW (self));

  gtk_stack_set_visible_child_name (self->stack, "signed-out");
  account_changed_cb (self);
}

void
dwc_window_set_failed (DwcWindow    *self,
                       const GError *error)
{
  g_autofree char *text = dwc_wording_error (error);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  g_return_if_fail (DWC_IS_WINDOW (self));

  adw_status_page_set_description (self->failure, markup);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

void
dwc_window_notice (DwcWindow  *self,
                   DwdFailure  failure,
                   const char *detail)
{
  g_return_if_fail (DWC_IS_WINDOW (self));

  dwc_banner_area_notice (self->banners, failure, detail);
}

const char *
dwc_window_get_shown (DwcWindow *self)
{
  g_return_val_if_fail (DWC_IS_WINDOW (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

gboolean
dwc_window_shows_jobs (DwcWindow *self)
{
  g_return_val_if_fail (DWC_IS_WINDOW (self), FALSE);

  return self->board != NULL && dwc_board_page_shows_jobs (DWC_BOARD_PAGE (self->board));
}

char **
dwc_window_dup_pages (DwcWindow *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->pages);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      g_strv_builder_add (names, adw_view_stack_page_get_name (page));
    }

  return g_strv_builder_end (names);
}

void
dwc_window_show_page (DwcWindow  *self,
                      const char *name)
{
  g_return_if_fail (DWC_IS_WINDOW (self));

  adw_view_stack_set_visible_child_name (self->pages, name);
}
