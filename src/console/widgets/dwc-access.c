/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-widgets"

#include "config.h"

#include "dwc-access.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/*
 * GTK 4.8 tells assistive technologies some things badly: every image is one to hear about, a button with
 * a mnemonic is read twice, once with its underscore, a menu button is two buttons without a name, and the
 * words that a search entry shows while it is empty are not its name.
 */

static void
tidy_image (GtkWidget *image)
{
  const char *words = gtk_widget_get_tooltip_text (image);

  /* Who has a tooltip says something; the others are beside words that say it. */
  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  else
    g_object_set (image, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

/* The label within names the button already, without the underscore. */
static void
tidy_button (GtkButton *button)
{
  if (gtk_button_get_label (button) != NULL)
    {
      if (gtk_button_get_use_underline (button))
        gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
    }
  else if (gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_PASSWORD_ENTRY_ROW) != NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _("Show or hide what is written"), -1);
    }
}

/* The rows of preferences are in a list by their look alone. */
static void
tidy_list_box (GtkWidget *list)
{
  if (gtk_widget_get_ancestor (list, ADW_TYPE_PREFERENCES_GROUP) != NULL)
    g_object_set (list, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
}

static void
tidy_search_entry (GtkWidget *entry)
{
  g_autofree char *words = NULL;

  g_object_get (entry, "placeholder-text", &words, NULL);
  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
tidy_menu_button (GtkWidget *button)
{
  const char *words = gtk_widget_get_tooltip_text (button);

  g_object_set (button, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  if (words != NULL)
    dwc_access_name_menu_button (button, words);
}

static void
tidy_widget (GtkWidget *widget)
{
  if (GTK_IS_IMAGE (widget))
    tidy_image (widget);
  else if (GTK_IS_BUTTON (widget))
    tidy_button (GTK_BUTTON (widget));
  else if (GTK_IS_MENU_BUTTON (widget))
    tidy_menu_button (widget);
  else if (GTK_IS_LIST_BOX (widget))
    tidy_list_box (widget);
  else if (GTK_IS_SEARCH_ENTRY (widget))
    tidy_search_entry (widget);
}

/**
 * dwc_access_tidy:
 * @part: a widget that was just built and is in no window yet
 *
 * Makes images presentation, except those with a tooltip, lets mnemonics be read once, and gives menu
 * buttons and search entries their names, in @part and all that it holds. A role is fixed as soon as a
 * widget has a window.
 */
void
dwc_access_tidy (GtkWidget *part)
{
  g_return_if_fail (GTK_IS_WIDGET (part));

  tidy_widget (part);
  for (GtkWidget *child = gtk_widget_get_first_child (part);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    dwc_access_tidy (child);
}

/**
 * dwc_access_name_menu_button:
 * @button: a menu button without a label
 * @name: its name
 */
void
dwc_access_name_menu_button (GtkWidget  *button,
                             const char *name)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  g_return_if_fail (name != NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (button)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static const char *
get_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  if (GTK_IS_IMAGE (widget))
    return gtk_widget_get_tooltip_text (widget);

  return NULL;
}

static void
collect_words (GtkWidget *widget,
               GPtrArray *words)
{
  const char *own = get_words (widget);

  /* A picture of a person is beside the name that its initials are of; a button speaks for itself. */
  if (ADW_IS_AVATAR (widget) || GTK_IS_BUTTON (widget) || !gtk_widget_get_visible (widget))
    return;

  if (own != NULL && *own != '\0')
    g_ptr_array_add (words, (gpointer) own);

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_words (child, words);
}

static void
name_by_words (GtkWidget *row,
               GtkWidget *content)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *name = NULL;

  collect_words (content, words);
  g_ptr_array_add (words, NULL);
  /* Translators: between the parts of a row that is read aloud. */
  name = g_strjoinv (_(", "), (char **) words->pdata);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * dwc_access_name_row:
 * @content: what a list shows for an item, bound
 *
 * A list view's own widget around @content is what a screen reader stops at, and has no name to set
 * before GTK 4.12.
 */
void
dwc_access_name_row (GtkWidget *content)
{
  GtkWidget *row = gtk_widget_get_parent (content);

  if (row != NULL)
    name_by_words (row, content);
}

/**
 * dwc_access_new_row:
 * @content: what a list box is to show for an item
 *
 * Returns: (transfer floating): a row around it
 */
GtkWidget *
dwc_access_new_row (GtkWidget *content)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  dwc_access_tidy (content);
  name_by_words (row, content);

  return row;
}
